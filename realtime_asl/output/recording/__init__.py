"""Writing video files: the containers and codecs behind `realtime_asl.output.recorder`."""

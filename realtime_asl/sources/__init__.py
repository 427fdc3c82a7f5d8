"""Where frames come from: files, live cameras and streams; `realtime_asl.source` is the front door."""

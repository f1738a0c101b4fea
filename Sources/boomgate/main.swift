print("boomgate")

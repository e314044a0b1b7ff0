"""The calls that we make to WeChat, with the access token that processes share."""

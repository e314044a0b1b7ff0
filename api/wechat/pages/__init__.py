"""Pages that are opened from WeChat: links that are good once, and the menu's way through OAuth."""

"""What residents are told without applying: about services and other departments, how a case stands, manners, again."""

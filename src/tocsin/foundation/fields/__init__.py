"""An organisation's own fields: what incidents of a category or model tell besides."""

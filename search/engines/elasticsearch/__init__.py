"""The search engine on an Elasticsearch cluster, server 8 or 9."""

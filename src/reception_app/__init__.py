"""The desk program of a Japanese clinic for オンライン資格確認."""

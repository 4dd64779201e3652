from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words")]

    operations = [
        migrations.AddField(
            model_name="searchword",
            name="shown",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]

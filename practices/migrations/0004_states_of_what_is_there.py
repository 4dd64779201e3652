from django.db import migrations


def mark_published(apps, schema_editor):
    """What is public already went live before there was screening here."""
    apps.get_model("practices", "Practice").objects.filter(live=True).update(state="published")


class Migration(migrations.Migration):
    dependencies = [("practices", "0003_screening")]
    operations = [migrations.RunPython(mark_published, migrations.RunPython.noop)]

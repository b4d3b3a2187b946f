import signal

from django.core.management import BaseCommand

from sevenfold.running.worker import Worker


class Command(BaseCommand):
    help = "Bring letters out and do the daily work, without serving pages."

    def handle(self, **_options):
        worker = Worker()
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        worker.run()

"""Addresses of numbers, pools and queues."""

from django.urls import path

from attribution.numbers.pages import numbers, pools, sources

urlpatterns = [
    path("numbers/", numbers.number_list, name="numbers"),
    path("numbers.csv", numbers.numbers_csv, name="numbers-csv"),
    path("numbers/new/", numbers.add, name="add-number"),
    path("numbers/<int:number_id>/", numbers.edit, name="edit-number"),
    path("numbers/pools/", pools.pool_list, name="pools"),
    path("numbers/pools/new/", pools.add_pool, name="add-pool"),
    path("numbers/pools/<int:pool_id>/", pools.edit_pool, name="edit-pool"),
    path("numbers/sources/", sources.source_list, name="source-numbers"),
    path("numbers/sources/new/", sources.add_source, name="add-source-number"),
    path("numbers/sources/<int:source_id>/", sources.edit_source, name="edit-source-number"),
    path("numbers/queues/", pools.queue_list, name="queues"),
    path("numbers/queues/new/", pools.add_queue, name="add-queue"),
    path("numbers/queues/<int:queue_id>/", pools.edit_queue, name="edit-queue"),
]

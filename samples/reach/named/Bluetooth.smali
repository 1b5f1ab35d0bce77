# bluetooth.scan
.class final Lorg/example/reach/Bluetooth;
.super Ljava/lang/Object;
.source "Bluetooth.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/bluetooth/BluetoothAdapter;->startDiscovery()Z
.end annotation

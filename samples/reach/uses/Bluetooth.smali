# bluetooth.scan
.class final Lorg/example/reach/Bluetooth;
.super Ljava/lang/Object;
.source "Bluetooth.java"

.method static use(Landroid/content/Context;)V
    .registers 2
    const/16 v0, 0x0
    invoke-virtual/range {v0 .. v0}, Landroid/bluetooth/BluetoothAdapter;->startDiscovery()Z
    return-void
.end method

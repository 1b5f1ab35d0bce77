# wifi.scan
.class final Lorg/example/reach/Wifi;
.super Ljava/lang/Object;
.source "Wifi.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/net/wifi/WifiManager;->getScanResults()Ljava/util/List;
.end annotation

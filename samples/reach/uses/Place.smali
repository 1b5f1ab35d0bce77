# location.fine
.class final Lorg/example/reach/Place;
.super Ljava/lang/Object;
.source "Place.java"

.method static use(Landroid/content/Context;)V
    .registers 3
    const/16 v0, 0x0
    const/16 v1, 0x0
    invoke-virtual/range {v0 .. v1}, Landroid/location/LocationManager;->registerGnssStatusCallback(Landroid/location/GnssStatus$Callback;)Z
    return-void
.end method

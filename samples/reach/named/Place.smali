# location.fine
.class final Lorg/example/reach/Place;
.super Ljava/lang/Object;
.source "Place.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/location/LocationManager;->registerGnssStatusCallback(Landroid/location/GnssStatus$Callback;)Z
.end annotation

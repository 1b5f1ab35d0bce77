# location.background
.class final Lorg/example/reach/Trail;
.super Ljava/lang/Object;
.source "Trail.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/location/LocationManager;->addProximityAlert(DDFJLandroid/app/PendingIntent;)V
.end annotation

# sensors.body
.class final Lorg/example/reach/Heart;
.super Ljava/lang/Object;
.source "Heart.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/hardware/SensorManager;->getDefaultSensor(I)Landroid/hardware/Sensor;
.end annotation

# activity.recognition
.class final Lorg/example/reach/Steps;
.super Ljava/lang/Object;
.source "Steps.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/hardware/SensorManager;->getDefaultSensor(I)Landroid/hardware/Sensor;
.end annotation

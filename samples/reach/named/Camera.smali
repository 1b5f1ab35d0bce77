# camera.capture
.class final Lorg/example/reach/Camera;
.super Ljava/lang/Object;
.source "Camera.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/hardware/camera2/CameraManager;->openCamera(Ljava/lang/String;Landroid/hardware/camera2/CameraDevice$StateCallback;Landroid/os/Handler;)V
.end annotation

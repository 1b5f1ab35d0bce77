# identifiers.device
.class final Lorg/example/reach/Device;
.super Ljava/lang/Object;
.source "Device.java"

.field static final NAME:Ljava/lang/String; = "android_id"

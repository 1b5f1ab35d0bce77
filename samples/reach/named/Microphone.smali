# microphone.record
.class final Lorg/example/reach/Microphone;
.super Ljava/lang/Object;
.source "Microphone.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/media/AudioRecord;->startRecording()V
.end annotation

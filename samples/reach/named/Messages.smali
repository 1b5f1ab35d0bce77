# messages.read
.class final Lorg/example/reach/Messages;
.super Ljava/lang/Object;
.source "Messages.java"

.field static final NAME:Ljava/lang/String; = "content://sms/inbox"

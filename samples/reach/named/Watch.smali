# accessibility
.class final Lorg/example/reach/Watch;
.super Ljava/lang/Object;
.source "Watch.java"

.annotation system Ldalvik/annotation/EnclosingMethod;
    value = Landroid/view/accessibility/AccessibilityNodeInfo;->performAction(I)Z
.end annotation

namespace Mhero.Core.Messaging.OptOut;

/// <summary>The changes that make both sides agree.</summary>
internal sealed record OptOutDecision
{
    /// <summary>The row once it is done.</summary>
    public required OptOutRow Row { get; init; }

    /// <summary>Whether mHero's own Flag has to become active.</summary>
    public bool SetFlag { get; init; }

    /// <summary>Whether all active Flags have to become inactive.</summary>
    public bool EndFlags { get; init; }

    /// <summary>Whether mHero's own active Flag alone has to become inactive, since another user's Flag now gives the reason.</summary>
    public bool EndOwnFlag { get; init; }

    /// <summary>Whether the person has to be tagged (true) or the tag taken away (false); null for neither.</summary>
    public bool? Tag { get; init; }

    /// <summary>Whether the contact has to join the group (true) or to leave it (false); null for neither.</summary>
    public bool? Group { get; init; }

    /// <summary>A new decision in the registry: no messages (true) or messages again (false); null for none.</summary>
    public bool? RegistrySaid { get; init; }

    /// <summary>Whether RapidPro changed to the opposite at the same time; the opt-out counted.</summary>
    public bool IsConflict { get; init; }

    /// <summary>Whether the registry ends the opt-out of a person whose contact is still stopped, which only that person can undo.</summary>
    public bool IsStillStopped { get; init; }

    /// <summary>Whether anything has to be written on either side.</summary>
    public bool Writes => SetFlag || EndFlags || EndOwnFlag || Tag is not null || Group is not null;
}

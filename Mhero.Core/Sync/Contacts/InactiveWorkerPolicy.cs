namespace Mhero.Core.Sync.Contacts;

/// <summary>The action on the contact of an inactive worker.</summary>
public enum InactiveWorkerPolicy
{
    /// <summary>The contact is taken out of mHero's group, so that broadcasts to it pass the worker by.</summary>
    RemoveFromGroup,

    /// <summary>Nothing.</summary>
    Leave,

    /// <summary>The contact is blocked; RapidPro then ignores its messages and takes it out of all groups.</summary>
    Block,
}

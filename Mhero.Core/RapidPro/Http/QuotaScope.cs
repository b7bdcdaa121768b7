namespace Mhero.Core.RapidPro.Http;

/// <summary>The scopes that RapidPro counts separately, per workspace: a 429 of one does not affect the others.</summary>
internal enum QuotaScope
{
    /// <summary>Everything without a quota of its own; contact_actions belong here.</summary>
    Rest,

    /// <summary>The contacts endpoint.</summary>
    Contacts,

    /// <summary>The messages endpoint.</summary>
    Messages,

    /// <summary>The runs endpoint.</summary>
    Runs,

    /// <summary>The broadcasts endpoint. Since 10.3 it counts with the rest, which then learns of it by a 429 of its own.</summary>
    Broadcasts,
}

namespace Mhero.Core.RapidPro.Http;

/// <summary>What RapidPro counts separately, per workspace: a 429 of one says nothing of the others.</summary>
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

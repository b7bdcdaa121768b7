namespace Mhero.Core.Sync.Groups;

/// <summary>The action on a group that mHero keeps when its rule, facility or Group does not exist any more.</summary>
public enum UnusedGroupPolicy
{
    /// <summary>Its members leave it and it stays, since flows, campaigns and triggers may name it.</summary>
    Empty,

    /// <summary>
    /// It is emptied, and a group that mHero made in RapidPro is deleted. RapidPro then refuses flows that name it. A Group in
    /// the registry is marked as not active instead, because other resources may refer to it.
    /// </summary>
    Delete,
}

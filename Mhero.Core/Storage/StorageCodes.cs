namespace Mhero.Core.Storage;

/// <summary>Stable codes of what the queues and jobs report, of the family <c>MH4xxx</c>. docs/issue-codes.md explains each.</summary>
internal static class StorageCodes
{
    /// <summary>The message was delivered too often without being handled.</summary>
    public const string Poison = "MH4011";

    /// <summary>The message is not one that mHero wrote.</summary>
    public const string Unreadable = "MH4012";
}

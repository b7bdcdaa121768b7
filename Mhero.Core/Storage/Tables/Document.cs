namespace Mhero.Core.Storage.Tables;

/// <summary>A JSON text under a key in a partition of a <see cref="DocumentTable"/>.</summary>
/// <param name="Key">Any text of 1 to about 500 characters; unique in its partition, case-sensitive.</param>
/// <param name="Content">The text, at most <see cref="MaxContentLength"/> characters.</param>
/// <param name="Version">
/// As read: the row's version. For a write: null = the row must not exist yet; <see cref="AnyVersion"/> = put it there
/// whatever its version; anything else = replace it only if it still has this version.
/// </param>
public sealed record Document(string Key, string Content, string? Version = null)
{
    /// <summary>Write it whatever its present version.</summary>
    public const string AnyVersion = "*";

    /// <summary>The most characters of one document: a table row holds 1 MiB, and text counts two bytes a character.</summary>
    public const int MaxContentLength = 450_000;
}

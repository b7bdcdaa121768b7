namespace Mhero.Core.Storage.Personal;

/// <summary>A row that is about a person.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Content">Its content, JSON as a rule.</param>
internal sealed record PersonalRow(string Key, string Content);

namespace Mhero.Core.Storage.Tables;

/// <summary>A table that mHero keeps state in.</summary>
/// <param name="Name">The table's name after the prefix of <see cref="StorageOptions.TablePrefix"/>.</param>
internal sealed record TableName(string Name);

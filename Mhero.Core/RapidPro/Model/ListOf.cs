namespace Mhero.Core.RapidPro.Model;

/// <summary>Lists as answers hold them.</summary>
internal static class ListOf
{
    /// <summary>The records of a list: none for a list that is null, and without entries that are null.</summary>
    /// <param name="list">The list.</param>
    public static IReadOnlyList<T> Records<T>(IReadOnlyList<T>? list) => list is null ? [] : list.Any(r => r is null) ? [.. list.Where(r => r is not null)] : list;
}

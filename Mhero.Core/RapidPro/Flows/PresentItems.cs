namespace Mhero.Core.RapidPro.Flows;

/// <summary>Lists as the model promises them: there, and without a null among their items, whatever the file has.</summary>
internal static class PresentItems
{
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T?>? items)
        where T : class =>
        items is null ? [] : [.. items.OfType<T>()];
}

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>The smallest and the largest value, both allowed; null where there is none.</summary>
internal readonly record struct ValueRange<T>(T? Min, T? Max)
    where T : struct, IComparable<T>
{
    /// <summary>Bounds that hold whatever either holds.</summary>
    public ValueRange<T> Union(ValueRange<T> other) => new(
        Min is { } min && other.Min is { } otherMin ? (min.CompareTo(otherMin) <= 0 ? min : otherMin) : null,
        Max is { } max && other.Max is { } otherMax ? (max.CompareTo(otherMax) >= 0 ? max : otherMax) : null);

    /// <summary>Whether no value is within them.</summary>
    public bool IsEmpty => Min is { } min && Max is { } max && min.CompareTo(max) > 0;
}

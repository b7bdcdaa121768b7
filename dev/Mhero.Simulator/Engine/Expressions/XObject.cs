namespace Mhero.Simulator.Engine.Expressions;

/// <summary>An object of the expression language. One with a default renders as that.</summary>
internal sealed class XObject
{
    private readonly Dictionary<string, object?> _members = new(StringComparer.OrdinalIgnoreCase);

    public XObject(params (string Name, object? Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            _members[name] = value;
        }
    }

    public XObject(IEnumerable<KeyValuePair<string, object?>> members)
    {
        foreach (var (name, value) in members)
        {
            _members[name] = value;
        }
    }

    public object? Default { get; init; }

    public bool HasDefault { get; init; }

    /// <summary>By name, as RapidPro writes and walks them.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Members => _members.OrderBy(m => m.Key, StringComparer.Ordinal);

    public int Count => _members.Count;

    public bool TryGet(string name, out object? value) => _members.TryGetValue(name, out value);
}

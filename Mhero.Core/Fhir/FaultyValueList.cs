namespace Mhero.Core.Fhir;

/// <summary>The faulty values that a walk through a resource finds. A path becomes a text only where a value is faulty, since few are.</summary>
/// <param name="type">The resource type.</param>
internal sealed class FaultyValueList(string type)
{
    private readonly Stack<(string Name, int? Index)> _place = new();
    private readonly List<FaultyValue> _values = [];

    /// <summary>The values found, in the order of the walk.</summary>
    public IReadOnlyList<FaultyValue> Values => _values;

    /// <summary>Goes to an element of the present one.</summary>
    /// <param name="name">The element.</param>
    /// <param name="index">Its place in a list; null outside of one.</param>
    public void Enter(string name, int? index = null) => _place.Push((name, index));

    /// <summary>Goes back to where the present element belongs.</summary>
    public void Leave() => _place.Pop();

    /// <summary>Notes that the present element is faulty.</summary>
    /// <param name="raw">Its value as the source has it; null for none.</param>
    public void Add(string? raw)
    {
        var path = new StringBuilder(type);
        foreach (var (name, index) in _place.Reverse())
        {
            path.Append('.').Append(name);
            if (index is { } at)
            {
                path.Append('[').Append(at.ToString(CultureInfo.InvariantCulture)).Append(']');
            }
        }

        _values.Add(new FaultyValue(path.ToString(), raw));
    }
}

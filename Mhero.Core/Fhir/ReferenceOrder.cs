namespace Mhero.Core.Fhir;

/// <summary>The order in which entries can be written one after another: referenced resources come first (Tarjan's strongly connected components).</summary>
internal sealed class ReferenceOrder
{
    private readonly int[][] _references;
    private readonly int[] _index;
    private readonly int[] _low;
    private readonly Stack<int> _open = new();
    private readonly HashSet<int> _isOpen = [];
    private readonly List<IReadOnlyList<int>> _circles = [];
    private int _next = 1;

    /// <param name="entries">The entries; they refer to one another by their full URLs.</param>
    public ReferenceOrder(IReadOnlyList<FhirEntry> entries)
    {
        var contents = entries.Select(e => e.Resource is null ? "" : Encoding.UTF8.GetString(FhirJson.Serialize(e.Resource))).ToList();
        var named = Enumerable.Range(0, entries.Count).Where(i => entries[i].FullUrl is { Length: > 0 }).ToList();
        _references = [.. contents.Select((content, i) => named.Where(n => n != i && content.Contains($"\"{entries[n].FullUrl}\"", StringComparison.Ordinal)).ToArray())];
        (_index, _low) = (new int[entries.Count], new int[entries.Count]);
    }

    /// <summary>Groups of entries that refer to one another in a circle, most of them of one entry; each refers only to groups before it.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Circles()
    {
        for (var i = 0; i < _references.Length; i++)
        {
            if (_index[i] == 0)
            {
                Visit(i);
            }
        }

        return _circles;
    }

    private void Visit(int entry)
    {
        _index[entry] = _low[entry] = _next++;
        _open.Push(entry);
        _isOpen.Add(entry);
        foreach (var other in _references[entry])
        {
            if (_index[other] == 0)
            {
                Visit(other);
                _low[entry] = Math.Min(_low[entry], _low[other]);
            }
            else if (_isOpen.Contains(other))
            {
                _low[entry] = Math.Min(_low[entry], _index[other]);
            }
        }

        if (_low[entry] == _index[entry])
        {
            var circle = new List<int>();
            int member;
            do
            {
                member = _open.Pop();
                _isOpen.Remove(member);
                circle.Add(member);
            }
            while (member != entry);
            _circles.Add(circle);
        }
    }
}

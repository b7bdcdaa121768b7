using System.Numerics;

namespace Mhero.Core.Mapping.Questionnaires;

/// <summary>Nodes of one flow, <see cref="FlowGraph.End"/> among them; a bit each, since a large flow has many of these.</summary>
/// <param name="count">How many nodes the flow has.</param>
internal sealed class NodeSet(int count)
{
    private readonly ulong[] _bits = new ulong[(count / 64) + 1];

    /// <summary>Adds a node; false when it was there.</summary>
    public bool Add(int node)
    {
        var bit = node + 1;
        var before = _bits[bit / 64];
        _bits[bit / 64] |= 1UL << (bit % 64);
        return _bits[bit / 64] != before;
    }

    public bool Contains(int node) => (_bits[(node + 1) / 64] & (1UL << ((node + 1) % 64))) != 0;

    public bool Overlaps(NodeSet other)
    {
        for (var i = 0; i < _bits.Length; i++)
        {
            if ((_bits[i] & other._bits[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The nodes in it, without the end.</summary>
    public IEnumerable<int> Nodes()
    {
        for (var i = 0; i < _bits.Length; i++)
        {
            for (var rest = _bits[i]; rest != 0; rest &= rest - 1)
            {
                var bit = (i * 64) + BitOperations.TrailingZeroCount(rest);
                if (bit > 0)
                {
                    yield return bit - 1;
                }
            }
        }
    }
}

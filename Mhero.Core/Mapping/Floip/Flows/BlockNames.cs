using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>Gives blocks names of word characters. Names of results may repeat, as they do in RapidPro; others are unique.</summary>
internal sealed class BlockNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The name of a block that saves a result: the result's key, by which expressions name it.</summary>
    public string OfResult(string name)
    {
        var key = FlowResults.KeyOf(name) ?? "result";
        _taken.Add(key);
        return key;
    }

    /// <summary>The name of a block that saves none.</summary>
    public string Of(string kind)
    {
        var name = kind;
        for (var i = 2; !_taken.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{kind}_{i}");
        }

        return name;
    }
}

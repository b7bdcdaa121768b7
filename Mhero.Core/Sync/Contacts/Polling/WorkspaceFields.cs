using System.Collections.Concurrent;
using System.Collections.Frozen;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>Remembers which type each contact field has in RapidPro, and reports one that has another type than the settings name.</summary>
internal sealed partial class WorkspaceFields(
    RapidProClient rapidPro, IOptions<ContactMappingOptions> mapping, ILogger<WorkspaceFields> logger)
{
    private readonly ConcurrentDictionary<string, string> _reported = new();

    /// <summary>Types by lower-case key, as last read; empty before the first reading.</summary>
    public IReadOnlyDictionary<string, string> Types { get; private set; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Whether a mapped field had another type than the settings name when the fields were last read.</summary>
    public bool HasOtherTypes => !_reported.IsEmpty;

    /// <summary>Reads the fields.</summary>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The fields of the workspace.</returns>
    /// <exception cref="RapidProException">RapidPro cannot be read.</exception>
    public async Task<IReadOnlyList<Field>> ReadAsync(CancellationToken cancellationToken)
    {
        var fields = await rapidPro.GetFieldsAsync(cancellationToken);
        Types = fields.GroupBy(f => f.Key.ToLowerInvariant()).ToFrozenDictionary(g => g.Key, g => g.First().Type);
        foreach (var (key, map) in mapping.Value.MappedFields)
        {
            if (!Types.TryGetValue(key, out var type) || type == map.Type)
            {
                _reported.TryRemove(key, out _);
            }
            else if (_reported.GetValueOrDefault(key) != type)
            {
                _reported[key] = type;
                LogOtherType(key, type, map.Type);
            }
        }

        return fields;
    }

    [LoggerMessage(4004, LogLevel.Warning, "MH2111: the contact field {Key} has the type {Type} in RapidPro and {Expected} in the settings. Values that {Type} cannot show are kept in the registry and not compared: change the type back in RapidPro, or set Mhero__Contacts__Fields__{Key}__Type")]
    private partial void LogOtherType(string key, string type, string expected);
}

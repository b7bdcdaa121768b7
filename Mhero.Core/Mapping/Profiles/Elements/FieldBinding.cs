using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>
/// One mapped contact field, made once from its settings: how its element is read, written, and brought to one
/// spelling. A kind of element is one class, with both directions in it.
/// </summary>
internal abstract class FieldBinding
{
    protected FieldBinding(string key, ContactFieldMap map)
    {
        Key = key;
        Map = map;
        Attribute = ProfileAttributes.Field(key);
        Path = "contact.fields." + key;
    }

    /// <summary>The field's key in RapidPro.</summary>
    public string Key { get; }

    public ContactFieldMap Map { get; }

    /// <summary>The attribute's name in comparisons and merges.</summary>
    public string Attribute { get; }

    /// <summary>Where an issue with a value from RapidPro lies.</summary>
    public string Path { get; }

    /// <summary>The element's value as RapidPro shows it.</summary>
    /// <param name="view">The worker.</param>
    /// <param name="issues">Receives the values that could not be read.</param>
    /// <param name="unknown">Whether the registry's value is unknown at the moment, so that null does not mean a removal.</param>
    public abstract string? Read(WorkerView view, IssueCollector issues, out bool unknown);

    /// <summary>Writes a value that differs from what <see cref="Read"/> gives; null takes the value away.</summary>
    public abstract void Write(WorkerDraft draft, string? value, IssueCollector issues);

    /// <summary>A value from RapidPro in the spelling that <see cref="Read"/> would give it; unchanged when it is not recognised.</summary>
    public virtual string FromContact(string value) => FieldTypes.ToNeutral(Map.Type, value);
}

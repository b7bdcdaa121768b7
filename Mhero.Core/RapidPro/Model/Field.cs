namespace Mhero.Core.RapidPro.Model;

/// <summary>A contact field of the workspace.</summary>
/// <param name="Key">The key under which contacts carry it; made by RapidPro from the name.</param>
/// <param name="Name">The name that users see (<c>label</c> up to 7.4).</param>
/// <param name="Type"><c>text</c>, <c>number</c> (<c>numeric</c> up to 7.4), <c>datetime</c>, <c>state</c>, <c>district</c> or <c>ward</c>.</param>
public sealed record Field(string Key, string Name, string Type);

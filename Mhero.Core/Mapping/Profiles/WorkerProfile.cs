namespace Mhero.Core.Mapping.Profiles;

/// <summary>
/// The data about one health worker that a registry and RapidPro share, in one neutral form. Both sides are mapped to
/// it, compared in it and merged in it.
/// </summary>
public sealed record WorkerProfile
{
    /// <summary>Full name as one text; null when there is none.</summary>
    public string? Name { get; init; }

    /// <summary>Preferred language, ISO 639-3; null when unknown.</summary>
    public string? Language { get; init; }

    /// <summary>Telephone numbers in E.164 (short codes as digits alone), the preferred one first, none twice.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>WhatsApp addresses: digits without <c>+</c>, or a business-scoped id; the preferred one first, none twice.</summary>
    public IReadOnlyList<string> WhatsApp { get; init; } = [];

    /// <summary>Mapped contact fields by key; a field without a value is absent.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the registry counts the worker as active. RapidPro does not decide it.</summary>
    public bool Active { get; init; } = true;

    /// <summary>
    /// Attributes (<see cref="ProfileAttributes"/>) that this side cannot speak for at the moment: the facility while
    /// its Location is not loaded, a field that the workspace lacks, the language of a Person. Their absence is no
    /// removal. Not part of what is compared or kept.
    /// </summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
}

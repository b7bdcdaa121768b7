using Hl7.Fhir.Model;

namespace Mhero.Core.Extraction.Plan;

/// <summary>The extractions on one level of a Questionnaire: the Questionnaire itself or one of its items.</summary>
internal sealed record LevelPlan
{
    /// <summary>The linkId; empty for the Questionnaire itself.</summary>
    public required string LinkId { get; init; }

    /// <summary>Where it stands, as FHIRPath.</summary>
    public required string Location { get; init; }

    /// <summary>The item (<c>%qitem</c>); null for the Questionnaire itself.</summary>
    public Questionnaire.ItemComponent? Item { get; init; }

    /// <summary>Variables that get an id of their own for each repetition.</summary>
    public IReadOnlyList<string> AllocatedIds { get; init; } = [];

    public IReadOnlyList<TemplatePlan> Templates { get; init; } = [];

    /// <summary>The transaction that is a template as a whole; null when there is none.</summary>
    public TemplatePlan? BundleTemplate { get; init; }

    public IReadOnlyList<DefinitionPlan> Definitions { get; init; } = [];

    public IReadOnlyList<DefinitionValuePlan> Values { get; init; } = [];

    /// <summary>The element that the item's answers or its group go into; null when no definition around it names one.</summary>
    public ElementTarget? Target { get; init; }

    /// <summary>The Observation that the item gives; null when it gives none.</summary>
    public ObservationPlan? Observation { get; init; }

    public IReadOnlyList<LevelPlan> Items { get; init; } = [];

    public bool IsGroup => Item?.TypeElement?.JsonValue is "group";

    /// <summary>Whether anything is extracted here or below.</summary>
    public bool Extracts =>
        _extracts ??= Templates.Count > 0 || BundleTemplate is not null || Definitions.Count > 0 || Values.Count > 0 || Target is not null
            || Observation is not null || Items.Any(item => item.Extracts);

    private bool? _extracts;
}

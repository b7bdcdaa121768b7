namespace Mhero.Core.Extraction.Plan;

/// <summary>A template and how its resources are to be written.</summary>
/// <param name="Id">The template's id among the contained resources.</param>
/// <param name="Template">The template.</param>
/// <param name="Request">How to write what it gives.</param>
/// <param name="Location">Where the extension stands.</param>
internal sealed record TemplatePlan(string Id, TemplateNode Template, RequestPlan Request, string Location);

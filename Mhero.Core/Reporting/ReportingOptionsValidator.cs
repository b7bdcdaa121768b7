namespace Mhero.Core.Reporting;

/// <summary>Checks the annotations of <see cref="ReportingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ReportingOptionsValidator : IValidateOptions<ReportingOptions>;

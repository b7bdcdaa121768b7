namespace Mhero.Core.Sync.Reports;

/// <summary>Checks the annotations of <see cref="ReportDeliveryOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ReportDeliveryOptionsValidator : IValidateOptions<ReportDeliveryOptions>;

using Mhero.Core.Fhir;
using Mhero.Core.RapidPro;

namespace Mhero.DevHost.Run;

/// <summary>mHero cannot run as it is set up. Each fault is one sentence for the operator that says what to change.</summary>
public sealed class SetupException : Exception
{
    /// <summary>One or more faults.</summary>
    /// <param name="faults">One sentence each; no secrets, no data of people.</param>
    /// <param name="innerException">What showed the fault, if an exception did.</param>
    public SetupException(IReadOnlyList<string> faults, Exception? innerException = null)
        : base(string.Join(Environment.NewLine, faults), innerException) => Faults = faults;

    /// <summary>One sentence each.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>Whether a system does not answer at the moment, so that a later try may succeed without a change of settings.</summary>
    public bool MayPass => InnerException is RapidProException { Kind: RapidProErrorKind.Transient or RapidProErrorKind.Throttled }
        or FhirException { Kind: FhirErrorKind.Transient or FhirErrorKind.Throttled };
}

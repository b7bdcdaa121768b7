namespace Mhero.Core.Lookup;

/// <summary>Answers one question.</summary>
internal interface ILookup
{
    /// <summary>The question.</summary>
    LookupQuestion Question { get; }

    /// <summary>The members that its answers have, apart from <c>answer</c> and <c>code</c>.</summary>
    IReadOnlyList<string> Members { get; }

    /// <summary>Answers it; only reads.</summary>
    /// <param name="request">The question.</param>
    /// <param name="caller">The contact who asks.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Fhir.FhirException">The registry cannot be read.</exception>
    Task<LookupAnswer> AnswerAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken);
}

;; One sweep over rows of worlds; what it computes is told in sweep.ts, whose plain twin gives the same bits.
;;
;; Memory (see layout in sweep.ts):
;;      0  the row at work, 64 bytes
;;     64  keys of rounds 3 to 10: k0 and k1, each four times
;;    320  k0 and k1 of round 1, k0 and k1 of round 2
;;    384  for each quarter of a row and each 4 bits of a uniform: high and low words of M1 * c2, of 4 counters
;;   2048  rows, heads, steps
;;
;; Of the counter (c0, c1, c2, c3) = (key of the step, place, 1) only c2 differs within a row. So the first round
;; is a table (M1 * c2) and two scalars (M0 * c0), and half of the second is scalars too.
(module
  (import "host" "memory" (memory 1))
  (func (export "sweep")
    (param $head i32) (param $step i32) (param $row i32) (param $end i32) (param $rows i32)
    (result i32)
    (local $changed i32) (local $stepEnd i32) (local $count i32) (local $all i32) (local $group i32)
    (local $tail i32) (local $limit i32) (local $t i32) (local $pre i32) (local $k i32)
    (local $product i64) (local $c2 i32)
    (local $a v128) (local $b0 v128) (local $b1 v128) (local $b2 v128)
    (local $flip v128) (local $fresh v128) (local $need v128) (local $got v128) (local $open v128)
    (local $c0 v128) (local $c1 v128) (local $c2v v128) (local $c3 v128)
    (local $low v128) (local $high v128) (local $low0 v128) (local $high0 v128)
    (local $bit v128) (local $m0 v128) (local $m1 v128)
    (local.set $m0 (v128.const i32x4 0xd2511f53 0xd2511f53 0xd2511f53 0xd2511f53))
    (local.set $m1 (v128.const i32x4 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57 0xcd9e8d57))
    (block $done
      (loop $eachRow
        (br_if $done (i32.ge_u (local.get $row) (local.get $end)))
        (local.set $count (i32.load (local.get $head)))
        (local.set $head (i32.add (local.get $head) (i32.const 4)))
        (local.set $all (i32.and (local.get $count) (i32.const 1)))
        (local.set $stepEnd
          (i32.add (local.get $step) (i32.shl (i32.shr_u (local.get $count) (i32.const 1)) (i32.const 4))))
        ;; `all` begins with every world and loses some; `any` begins with none and gains.
        (local.set $flip (i32x4.splat (i32.sub (local.get $all) (i32.const 1))))
        (local.set $got (v128.not (local.get $flip)))
        (v128.store (i32.const 0) (local.get $got))
        (v128.store (i32.const 16) (local.get $got))
        (v128.store (i32.const 32) (local.get $got))
        (v128.store (i32.const 48) (local.get $got))
        (block $rowDone
          (loop $eachStep
            (br_if $rowDone (i32.ge_u (local.get $step) (local.get $stepEnd)))
            ;; Worlds that this step can still change; the row is done when there are none.
            (br_if $rowDone (i32.eqz (v128.any_true
              (v128.or
                (v128.or (v128.xor (v128.load (i32.const 0)) (local.get $flip))
                         (v128.xor (v128.load (i32.const 16)) (local.get $flip)))
                (v128.or (v128.xor (v128.load (i32.const 32)) (local.get $flip))
                         (v128.xor (v128.load (i32.const 48)) (local.get $flip)))))))
            (local.set $tail
              (i32.add (local.get $rows) (i32.shl (i32.load (local.get $step)) (i32.const 6))))
            (local.set $limit (i32.load offset=4 (local.get $step)))
            (if (i32.eqz (local.get $limit))
              (then
                ;; Given worlds: the mask is a row.
                (local.set $pre
                  (i32.add (local.get $rows) (i32.shl (i32.load offset=8 (local.get $step)) (i32.const 6))))
                (local.set $group (i32.const 0))
                (loop $eachGiven
                  (local.set $open (v128.load (local.get $group)))
                  (v128.store (local.get $group)
                    (v128.or
                      (v128.and (local.get $open) (local.get $flip))
                      (v128.and
                        (v128.and
                          (v128.load (i32.add (local.get $tail) (local.get $group)))
                          (v128.load (i32.add (local.get $pre) (local.get $group))))
                        (v128.xor (local.get $open) (local.get $flip)))))
                  (br_if $eachGiven
                    (i32.lt_u
                      (local.tee $group (i32.add (local.get $group) (i32.const 16)))
                      (i32.const 64)))))
              (else
                ;; What depends on the step alone: round 1, and half of round 2.
                (local.set $product
                  (i64.mul (i64.load32_u offset=8 (local.get $step)) (i64.const 0xd2511f53)))
                (local.set $a
                  (i32x4.splat (i32.xor (i32.load offset=12 (local.get $step)) (i32.load (i32.const 320)))))
                (local.set $c2
                  (i32.xor
                    (i32.xor
                      (i32.wrap_i64 (i64.shr_u (local.get $product) (i64.const 32)))
                      (i32.load (i32.const 324)))
                    (i32.const 1)))
                (local.set $b1
                  (i32x4.splat
                    (i32.xor (i32.wrap_i64 (local.get $product)) (i32.load (i32.const 332)))))
                (local.set $product
                  (i64.mul (i64.extend_i32_u (local.get $c2)) (i64.const 0xcd9e8d57)))
                (local.set $b0
                  (i32x4.splat
                    (i32.xor
                      (i32.wrap_i64 (i64.shr_u (local.get $product) (i64.const 32)))
                      (i32.load (i32.const 328)))))
                (local.set $b2 (i32x4.splat (i32.wrap_i64 (local.get $product))))
                (local.set $group (i32.const 0))
                (loop $eachGroup
                  (local.set $fresh (v128.load (local.get $group)))
                  (local.set $need
                    (v128.and
                      (v128.load (i32.add (local.get $tail) (local.get $group)))
                      (v128.xor (local.get $fresh) (local.get $flip))))
                  (local.set $fresh (v128.and (local.get $fresh) (local.get $flip)))
                  (if (v128.any_true (local.get $need))
                    (then
                      (local.set $got (v128.const i32x4 0 0 0 0))
                      (local.set $t (local.get $limit))
                      (local.set $pre (i32.add (i32.const 384) (i32.shl (local.get $group) (i32.const 4))))
                      (loop $eachBits
                        ;; Rounds 1 and 2.
                        (local.set $c0 (v128.xor (v128.load (local.get $pre)) (local.get $a)))
                        (local.set $low0 (i64x2.extmul_low_i32x4_u (local.get $c0) (local.get $m0)))
                        (local.set $high0 (i64x2.extmul_high_i32x4_u (local.get $c0) (local.get $m0)))
                        (local.set $c2v
                          (v128.xor
                            (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                              (local.get $low0) (local.get $high0))
                            (local.get $b1)))
                        (local.set $c3 (i32x4.mul (local.get $c0) (local.get $m0)))
                        (local.set $c0 (v128.xor (v128.load offset=16 (local.get $pre)) (local.get $b0)))
                        (local.set $c1 (local.get $b2))
                        ;; Rounds 3 to 10.
                        (local.set $k (i32.const 64))
                        (loop $eachRound
                          (local.set $low0 (i64x2.extmul_low_i32x4_u (local.get $c0) (local.get $m0)))
                          (local.set $high0 (i64x2.extmul_high_i32x4_u (local.get $c0) (local.get $m0)))
                          (local.set $low (i64x2.extmul_low_i32x4_u (local.get $c2v) (local.get $m1)))
                          (local.set $high (i64x2.extmul_high_i32x4_u (local.get $c2v) (local.get $m1)))
                          (local.set $bit (i32x4.mul (local.get $c0) (local.get $m0)))
                          (local.set $c0
                            (v128.xor
                              (v128.xor
                                (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                                  (local.get $low) (local.get $high))
                                (local.get $c1))
                              (v128.load (local.get $k))))
                          (local.set $c1 (i32x4.mul (local.get $c2v) (local.get $m1)))
                          (local.set $c2v
                            (v128.xor
                              (v128.xor
                                (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
                                  (local.get $low0) (local.get $high0))
                                (local.get $c3))
                              (v128.load offset=16 (local.get $k))))
                          (local.set $c3 (local.get $bit))
                          (br_if $eachRound
                            (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 32))) (i32.const 320))))
                        ;; Four bits of the uniforms against four bits of the limit, the highest first: the first bit
                        ;; that differs decides.
                        (local.set $bit (i32x4.splat (i32.shr_s (local.get $t) (i32.const 31))))
                        (local.set $open (v128.and (local.get $need) (v128.xor (local.get $c0) (local.get $bit))))
                        (local.set $got (v128.or (local.get $got) (v128.and (local.get $open) (local.get $bit))))
                        (local.set $need (v128.xor (local.get $need) (local.get $open)))
                        (local.set $bit (i32x4.splat (i32.shr_s (i32.shl (local.get $t) (i32.const 1)) (i32.const 31))))
                        (local.set $open (v128.and (local.get $need) (v128.xor (local.get $c1) (local.get $bit))))
                        (local.set $got (v128.or (local.get $got) (v128.and (local.get $open) (local.get $bit))))
                        (local.set $need (v128.xor (local.get $need) (local.get $open)))
                        (local.set $bit (i32x4.splat (i32.shr_s (i32.shl (local.get $t) (i32.const 2)) (i32.const 31))))
                        (local.set $open (v128.and (local.get $need) (v128.xor (local.get $c2v) (local.get $bit))))
                        (local.set $got (v128.or (local.get $got) (v128.and (local.get $open) (local.get $bit))))
                        (local.set $need (v128.xor (local.get $need) (local.get $open)))
                        (local.set $bit (i32x4.splat (i32.shr_s (i32.shl (local.get $t) (i32.const 3)) (i32.const 31))))
                        (local.set $open (v128.and (local.get $need) (v128.xor (local.get $c3) (local.get $bit))))
                        (local.set $got (v128.or (local.get $got) (v128.and (local.get $open) (local.get $bit))))
                        (local.set $need (v128.xor (local.get $need) (local.get $open)))
                        (local.set $t (i32.shl (local.get $t) (i32.const 4)))
                        (local.set $pre (i32.add (local.get $pre) (i32.const 32)))
                        ;; No bit of the limit is left: whoever is still level is not below it.
                        (if (local.get $t)
                          (then (br_if $eachBits (v128.any_true (local.get $need))))))
                      (local.set $fresh (v128.or (local.get $fresh) (local.get $got)))))
                  (v128.store (local.get $group) (local.get $fresh))
                  (br_if $eachGroup
                    (i32.lt_u
                      (local.tee $group (i32.add (local.get $group) (i32.const 16)))
                      (i32.const 64))))))
            (local.set $step (i32.add (local.get $step) (i32.const 16)))
            (br $eachStep)))
        (local.set $step (local.get $stepEnd))
        (local.set $got (v128.load (i32.const 0)))
        (local.set $need (v128.xor (local.get $got) (v128.load (local.get $row))))
        (v128.store (local.get $row) (local.get $got))
        (local.set $got (v128.load (i32.const 16)))
        (local.set $need
          (v128.or (local.get $need) (v128.xor (local.get $got) (v128.load offset=16 (local.get $row)))))
        (v128.store offset=16 (local.get $row) (local.get $got))
        (local.set $got (v128.load (i32.const 32)))
        (local.set $need
          (v128.or (local.get $need) (v128.xor (local.get $got) (v128.load offset=32 (local.get $row)))))
        (v128.store offset=32 (local.get $row) (local.get $got))
        (local.set $got (v128.load (i32.const 48)))
        (local.set $need
          (v128.or (local.get $need) (v128.xor (local.get $got) (v128.load offset=48 (local.get $row)))))
        (v128.store offset=48 (local.get $row) (local.get $got))
        (if (v128.any_true (local.get $need)) (then (local.set $changed (i32.const 1))))
        (local.set $row (i32.add (local.get $row) (i32.const 64)))
        (br $eachRow)))
    (local.get $changed)))
